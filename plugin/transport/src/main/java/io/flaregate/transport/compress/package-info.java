/** Reading and decompressing of bodies within a limit that holds for what comes out. */
@NullMarked
package io.flaregate.transport.compress;

import org.jspecify.annotations.NullMarked;
