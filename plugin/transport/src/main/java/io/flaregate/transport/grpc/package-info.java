/**
 * gRPC with messages as raw bytes: marshaller, method descriptors, unary calls, servers and
 * channels, so that no protobuf object stands between the wire and the columns.
 */
@NullMarked
package io.flaregate.transport.grpc;

import org.jspecify.annotations.NullMarked;
