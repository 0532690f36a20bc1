/** Tests of OTLP's JSON form. */
@NullMarked
package io.flaregate.otlp.json;

import org.jspecify.annotations.NullMarked;
