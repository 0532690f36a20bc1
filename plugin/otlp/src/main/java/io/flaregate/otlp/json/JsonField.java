package io.flaregate.otlp.json;

import com.fasterxml.jackson.core.io.SerializedString;
import org.jspecify.annotations.Nullable;

/**
 * A field of a message.
 *
 * @param name its name in JSON
 * @param number its number in protobuf
 * @param kind its type
 * @param repeated whether it is a list
 * @param message what it holds if it is of kind {@link JsonKind#MESSAGE}
 */
record JsonField(
    SerializedString name,
    int number,
    JsonKind kind,
    boolean repeated,
    @Nullable JsonMessage message) {}
