/** OTLP's JSON form, turned into its protobuf form. */
@NullMarked
package io.flaregate.otlp.json;

import org.jspecify.annotations.NullMarked;
