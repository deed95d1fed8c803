"""How a function is entered: by HTTP requests, queue batches and schedules. Only this layer catches unexpected errors."""
