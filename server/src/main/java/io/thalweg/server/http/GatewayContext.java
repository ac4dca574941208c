package io.thalweg.server.http;

import io.thalweg.core.bus.Addresses;
import io.thalweg.core.bus.StreamClient;
import io.thalweg.server.json.PageJson;
import io.thalweg.server.json.SpareArrays;
import io.vertx.core.Vertx;

/**
 * What the routes of one gateway instance share. Belongs to that instance's event loop, but for
 * {@code subscribers}, which all instances of a node share.
 *
 * @param addresses where the deployment's verticles listen, for further clients
 * @param log the instance's own client
 * @param closing who wants to hear that the instance closes
 * @param arrays for bodies and the batches made of them
 */
public record GatewayContext(
    Vertx vertx,
    Addresses addresses,
    StreamClient log,
    GatewayOptions options,
    Subscribers subscribers,
    Closing closing,
    SpareArrays arrays,
    PageJson pages) {}
