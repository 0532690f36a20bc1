/** What every component of a pipeline has: an id, a factory, a lifecycle, a status. */
@NullMarked
package io.flaregate.spi.component;

import org.jspecify.annotations.NullMarked;
