/** The one ServiceLoader type through which a plugin offers its components. */
@NullMarked
package io.flaregate.spi;

import org.jspecify.annotations.NullMarked;
