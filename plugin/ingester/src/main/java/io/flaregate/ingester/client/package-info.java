/** A client of {@code ingester.v1}, for tests and for the demo. */
@NullMarked
package io.flaregate.ingester.client;

import org.jspecify.annotations.NullMarked;
