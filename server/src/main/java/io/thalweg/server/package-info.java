/** The server: configuration, composition root and lifecycle. */
package io.thalweg.server;
