/** Tests of the receiver, on real sockets. */
@NullMarked
package io.flaregate.phlare.receiver;

import org.jspecify.annotations.NullMarked;
