/** {@code push.v1.PusherService/Push} over Connect, gRPC and gRPC-web. */
@NullMarked
package io.flaregate.phlare.receiver.push;

import org.jspecify.annotations.NullMarked;
