"""`make accept`: the real CDK command line deploys the stacks to an emulator of CloudFormation, and takes them down."""
