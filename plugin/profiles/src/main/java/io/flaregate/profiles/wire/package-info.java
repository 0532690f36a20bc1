/** Reading and writing of protobuf's wire format over byte arrays, without message objects. */
@NullMarked
package io.flaregate.profiles.wire;

import org.jspecify.annotations.NullMarked;
