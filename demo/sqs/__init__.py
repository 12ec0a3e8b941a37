"""SQS as the embedded AWS answers it: queues that people fill and empty, and dead letters that the world drops in.

Held here and not by moto: there a queue's work grows with the square of its length, times are the machine's, and
neither the source of a dead letter nor who may redrive to a queue can be read.
"""
