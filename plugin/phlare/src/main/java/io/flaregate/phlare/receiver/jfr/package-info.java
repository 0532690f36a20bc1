/** Reads recordings of JDK Flight Recorder, as far as profiles are made of them. */
@NullMarked
package io.flaregate.phlare.receiver.jfr;

import org.jspecify.annotations.NullMarked;
