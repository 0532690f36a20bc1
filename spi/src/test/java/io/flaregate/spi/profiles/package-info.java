/** Tests of the columns of profiles. */
@NullMarked
package io.flaregate.spi.profiles;

import org.jspecify.annotations.NullMarked;
