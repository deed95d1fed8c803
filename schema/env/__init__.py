"""Environment variables, one file and one model a function: the stacks write them, the functions read them.

A name has one value and one type in the whole application. Secrets never travel here, only the names of the parameters
that hold them. Import the model from its own module: a function loads no other function's.
"""
