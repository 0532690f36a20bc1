/** Whose a request is: the tenant's id from a header or from gRPC metadata. */
@NullMarked
package io.flaregate.transport.tenant;

import org.jspecify.annotations.NullMarked;
