/**
 * How the verticles talk: typed messages on the event bus, and the clients in front of it. No other
 * class knows an address or a codec.
 *
 * <p>The messages are local: they cross by reference, so everything in them is immutable.
 */
package io.thalweg.core.bus;
