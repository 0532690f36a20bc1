/** Tests of the stored form of a ring. */
@NullMarked
package io.flaregate.ring.desc;

import org.jspecify.annotations.NullMarked;
