/**
 * An ingester in one process: for trying out, for integration tests, for the edge. Start reading at
 * {@link io.flaregate.ingester.EmbeddedIngester}.
 */
@NullMarked
package io.flaregate.ingester;

import org.jspecify.annotations.NullMarked;
