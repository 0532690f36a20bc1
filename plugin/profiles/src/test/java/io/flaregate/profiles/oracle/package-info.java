/** Slow and simple implementations over protobuf objects, to compare the fast ones with. */
@NullMarked
package io.flaregate.profiles.oracle;

import org.jspecify.annotations.NullMarked;
