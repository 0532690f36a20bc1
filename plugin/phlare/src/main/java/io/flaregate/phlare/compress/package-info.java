/** Compression of pprofs to gzip, by native code where the platform has some, else by the JDK. */
@NullMarked
package io.flaregate.phlare.compress;

import org.jspecify.annotations.NullMarked;
