/** {@code /transaction}: publishing and committing all together or not at all. */
package io.thalweg.server.http.transactions;
