/** The columns of decoded profiles: primitive arrays, immutable, shared without copying. */
@NullMarked
package io.flaregate.spi.profiles;

import org.jspecify.annotations.NullMarked;
