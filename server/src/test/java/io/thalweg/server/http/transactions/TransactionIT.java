package io.thalweg.server.http.transactions;

import io.thalweg.server.testing.OnEachBackend;

/** Transactions, on each backend. */
@OnEachBackend
class TransactionIT extends TransactionTest {}
