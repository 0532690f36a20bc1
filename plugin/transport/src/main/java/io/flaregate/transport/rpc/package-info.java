/** Unary calls of gRPC and gRPC-web on the HTTP server, beside whatever else it serves. */
@NullMarked
package io.flaregate.transport.rpc;

import org.jspecify.annotations.NullMarked;
