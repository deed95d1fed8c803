"""Search by meaning: the model that puts sentences and pictures into one space, and the index of its vectors.

https://docs.aws.amazon.com/nova/latest/userguide/embeddings-schema.html
"""

EMBEDDING_MODEL = "amazon.nova-2-multimodal-embeddings-v1:0"
"""On Amazon Bedrock in us-east-1. Vectors of another model cannot be compared with those that are stored."""
DIMENSIONS = 1024
"""Numbers of a vector. The model also gives 256, 384 and 3072."""
OWNER = "owner"
"""The metadata by which the index tells owners apart."""
