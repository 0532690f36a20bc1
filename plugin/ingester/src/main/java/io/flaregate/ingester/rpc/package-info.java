/** {@code ingester.v1.IngesterService} over gRPC. */
@NullMarked
package io.flaregate.ingester.rpc;

import org.jspecify.annotations.NullMarked;
