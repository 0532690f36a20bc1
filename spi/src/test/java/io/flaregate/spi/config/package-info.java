/** Tests of the binding of configuration nodes to records. */
@NullMarked
package io.flaregate.spi.config;

import org.jspecify.annotations.NullMarked;
