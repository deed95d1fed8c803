"""The host of an address, told to the stacks above."""

from aws_cdk import CfnOutput, Fn, Stack

FOR_STACKS = "PublishOutput"
"""How the CDK begins the names of outputs that only other stacks read; an operator is not shown them."""


def host_output(stack: Stack, name: str, url: str) -> str:
    """What another stack writes to get the host of `url`, which belongs to `stack`.

    `Fn::Split` does not take another stack's output, so the address is split where it is made.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-split.html
    """
    output = f"{FOR_STACKS}{name}"
    CfnOutput(stack, output, value=Fn.select(2, Fn.split("/", url)))
    return Fn.get_stack_output(stack.stack_name, output, stack.region)
