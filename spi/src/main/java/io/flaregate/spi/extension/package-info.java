/** Extensions: parts that serve other components and see no profiles. */
@NullMarked
package io.flaregate.spi.extension;

import org.jspecify.annotations.NullMarked;
