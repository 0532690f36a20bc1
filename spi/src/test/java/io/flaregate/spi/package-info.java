/** Tests of the SPI as a whole: its signatures and what it depends on. */
@NullMarked
package io.flaregate.spi;

import org.jspecify.annotations.NullMarked;
