package io.flaregate.profiles.otlp;

import io.flaregate.profiles.wire.ProtoWriter;
import io.flaregate.spi.profiles.Attributes;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.StringTable;

/** Writes the values of attributes, texts inline. */
final class AttributeWriter {
  private static final int VALUE_BYTES = 40;

  private final StringTable strings;
  private final Attributes attributes;
  private final ProtoWriter out;

  AttributeWriter(Dictionary dictionary, ProtoWriter out) {
    this.strings = dictionary.strings();
    this.attributes = dictionary.attributes();
    this.out = out;
  }

  /** The text that holds the key of an attribute. */
  int key(int attribute) {
    return attributes.key(attribute);
  }

  /** Writes a field of type AnyValue; what cannot be a label was not kept and becomes no value. */
  void value(int field, int attribute) {
    int mark = out.start(field, VALUE_BYTES);
    switch (attributes.kind(attribute)) {
      case STRING -> out.string(1, strings, attributes.string(attribute));
      case BOOL -> out.varint(2, attributes.number(attribute));
      case INT -> out.varint(3, attributes.number(attribute));
      case DOUBLE -> out.fixed64(4, attributes.number(attribute));
      case NONE -> {}
    }
    out.end(mark);
  }
}
