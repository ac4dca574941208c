/**
 * What can go wrong, named after the caller's problem. Which HTTP status that is, the server knows.
 */
package io.thalweg.core.error;
