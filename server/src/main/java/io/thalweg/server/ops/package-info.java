/**
 * What an operator looks at: health, metrics, the API's description and its page, and where log
 * messages go. Counting happens at two seams, so that no route and no verticle knows of it: Vert.x'
 * own metrics interface for requests and sockets, and the storage interface for events.
 */
package io.thalweg.server.ops;
