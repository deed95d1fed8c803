"""Static ads without a model: a picture and words, set into layouts."""
