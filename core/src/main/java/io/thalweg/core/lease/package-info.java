/** Which of several nodes does what only one shall do. */
package io.thalweg.core.lease;
