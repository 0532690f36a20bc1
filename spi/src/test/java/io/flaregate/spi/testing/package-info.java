/** Hand-written fakes and contracts that the tests of every module share. */
@NullMarked
package io.flaregate.spi.testing;

import org.jspecify.annotations.NullMarked;
