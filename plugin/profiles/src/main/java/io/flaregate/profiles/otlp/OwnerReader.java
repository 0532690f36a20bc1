package io.flaregate.profiles.otlp;

import static io.flaregate.profiles.wire.ProtoReader.LENGTH;
import static io.flaregate.profiles.wire.ProtoReader.VARINT;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.spi.consumer.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Reads resources and instrumentation scopes: the owners of profiles, whose attributes have their
 * keys and values inline or as references into the string table (OTLP 1.10 and later).
 */
final class OwnerReader {
  private final Texts texts;
  private final AttributeColumns attributes;
  private final AttributeSets lists;
  private final References references;
  private final Report report;
  private final Scratch scratch;
  private final AnyValue value;

  private String kind = "";
  private int position;
  private int count;
  private int scopeName;
  private int scopeVersion;
  private @Nullable String problem;

  OwnerReader(
      Texts texts,
      AttributeColumns attributes,
      AttributeSets lists,
      References references,
      Report report,
      Scratch scratch) {
    this.texts = texts;
    this.attributes = attributes;
    this.lists = lists;
    this.references = references;
    this.report = report;
    this.scratch = scratch;
    value = new AnyValue(texts);
  }

  /** Starts a resource or a scope, which may come in several pieces. */
  void begin(String newKind) {
    kind = newKind;
    position = 0;
    count = 0;
    scopeName = 0;
    scopeVersion = 0;
    problem = null;
    scratch.nextKeyStamp();
  }

  /** Ends it and returns the list of its attributes. */
  int end() throws UndecodableException {
    return lists.close(count);
  }

  int scopeName() {
    return scopeName;
  }

  int scopeVersion() {
    return scopeVersion;
  }

  /** Why no profile below it can be used; null if nothing is wrong. */
  @Nullable String problem() {
    return problem;
  }

  /** Reads a piece of a resource. */
  void resource(ProtoReader in)
      throws MalformedProtoException, UndecodableException, ColumnsFullException {
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case (1 << 3) | LENGTH -> attribute(in);
        case (2 << 3) | VARINT, (3 << 3) | LENGTH -> in.skip(tag);
        default -> in.skipUnknown(tag, 3);
      }
    }
    in.pop(outer);
  }

  /** Reads a piece of a scope. */
  void scope(ProtoReader in)
      throws MalformedProtoException, UndecodableException, ColumnsFullException {
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case (1 << 3) | LENGTH -> scopeName = texts.addInline(in);
        case (2 << 3) | LENGTH -> scopeVersion = texts.addInline(in);
        case (3 << 3) | LENGTH -> attribute(in);
        case (4 << 3) | VARINT -> in.skip(tag);
        default -> in.skipUnknown(tag, 4);
      }
    }
    in.pop(outer);
  }

  private void attribute(ProtoReader in)
      throws MalformedProtoException, UndecodableException, ColumnsFullException {
    int inline = 0;
    int reference = 0;
    value.clear();
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case (1 << 3) | LENGTH -> inline = texts.addInline(in);
        case (2 << 3) | LENGTH -> value.read(in);
        case (3 << 3) | VARINT -> reference = in.readInt32();
        default -> in.skipUnknown(tag, 3);
      }
    }
    in.pop(outer);
    if (inline != 0 && reference != 0) {
      note(Reason.KEY_AND_REFERENCE, " has key and key_strindex; the key counts");
    } else if (value.hasBoth()) {
      note(
          Reason.KEY_AND_REFERENCE,
          " has string_value and string_value_strindex; the string_value counts");
    }
    add(inline != 0 ? inline : checked(reference));
    position++;
  }

  private void add(int key) throws UndecodableException, ColumnsFullException {
    long number = value.number();
    if (value.reference() != 0) {
      number = checked(value.reference());
    }
    if (isFirst(key)) {
      lists.append(attributes.add(key, 0, value.kind(), number), count++);
    } else {
      note(Reason.DUPLICATE_ATTRIBUTE_KEY, " has a key that came before; the first counts");
    }
  }

  private boolean isFirst(int key) throws UndecodableException {
    int canonical = texts.canonical(key);
    if (scratch.keyStamps.length <= canonical) {
      scratch.keyStamps = new int[Math.max(texts.size() + 16, 2 * scratch.keyStamps.length)];
      // Keys of this owner that were stamped in the old array are stamped again.
      restamp();
    }
    if (scratch.keyStamps[canonical] == scratch.keyStamp) {
      return false;
    }
    scratch.keyStamps[canonical] = scratch.keyStamp;
    return true;
  }

  private void restamp() throws UndecodableException {
    for (int i = 1; i <= count; i++) {
      int key = attributes.key(attributes.size - i);
      scratch.keyStamps[texts.canonical(key)] = scratch.keyStamp;
    }
  }

  private int checked(int reference) {
    if (references.inRange(Table.STRING, reference)) {
      return reference;
    }
    if (problem == null) {
      problem = Table.STRING.dangling(attribute(), reference, references.size(Table.STRING));
    }
    return 0;
  }

  private void note(Reason reason, String what) {
    if (!report.again(reason)) {
      report.note(reason, attribute() + what);
    }
  }

  private String attribute() {
    return kind + " attribute " + position;
  }
}
