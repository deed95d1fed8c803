"""The functions as most handlers are written: everything imported on top, a boto3 client for each service made at once,
the Tracer on, the garbage collector as it comes. Routes and domain are the same ones, so that what is compared is only
how a function gets ready."""
