/** Between JSON as clients write and read it and the encoded events of the core. */
package io.thalweg.server.json;
