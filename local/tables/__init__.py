"""DynamoDB's data operations on dictionaries: an index for each partition, and no call looks at other items than its own.

moto keeps the list of tables; what is in a table is kept here (`local.tables.service`).
"""
