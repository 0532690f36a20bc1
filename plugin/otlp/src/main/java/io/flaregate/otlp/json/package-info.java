/** OTLP's JSON form, turned into its protobuf form and back. */
@NullMarked
package io.flaregate.otlp.json;

import org.jspecify.annotations.NullMarked;
