package io.flaregate.profiles.otlp;

import static io.flaregate.profiles.wire.ProtoReader.FIXED64;
import static io.flaregate.profiles.wire.ProtoReader.LENGTH;
import static io.flaregate.profiles.wire.ProtoReader.VARINT;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.spi.profiles.AttributeKind;
import org.jspecify.annotations.Nullable;

/**
 * The value of an attribute while it is read. Of several values the last counts, as in any {@code
 * oneof}, except that a text counts over a reference to one. Lists and maps are not descended into,
 * but for lists of one text or whole number, which count as that.
 */
final class AnyValue {
  private static final int NOTHING = 0;
  private static final int TEXT = 1;
  private static final int SCALAR = 2;
  private static final int LIST = 3;

  private final Texts texts;

  /** Reads the elements of lists; null in the reader of elements. */
  private final @Nullable AnyValue element;

  private int what;
  private int inline;
  private int reference;
  private AttributeKind scalar = AttributeKind.NONE;
  private long number;
  private int elements;

  AnyValue(Texts texts) {
    this(texts, new AnyValue(texts, null));
  }

  private AnyValue(Texts texts, @Nullable AnyValue element) {
    this.texts = texts;
    this.element = element;
  }

  /** Forgets the value. */
  void clear() {
    set(NOTHING);
    elements = 0;
  }

  private void set(int newWhat) {
    what = newWhat;
    if (newWhat != TEXT) {
      inline = 0;
      reference = 0;
    }
    if (newWhat != LIST) {
      elements = 0;
    }
  }

  private void set(AttributeKind kind, long value) {
    set(SCALAR);
    scalar = kind;
    number = value;
  }

  /** Reads a value message, which adds to what was read since {@link #clear}. */
  void read(ProtoReader in)
      throws MalformedProtoException, UndecodableException, ColumnsFullException {
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case (1 << 3) | LENGTH -> {
          set(TEXT);
          inline = texts.addInline(in);
        }
        case (2 << 3) | VARINT -> set(AttributeKind.BOOL, in.readBool() ? 1 : 0);
        case (3 << 3) | VARINT -> set(AttributeKind.INT, in.readInt64());
        case (4 << 3) | FIXED64 -> set(AttributeKind.DOUBLE, in.readFixed64());
        case (5 << 3) | LENGTH -> {
          set(LIST);
          list(in);
        }
        case (6 << 3) | LENGTH, (7 << 3) | LENGTH -> {
          set(NOTHING);
          in.skip(tag);
        }
        case (8 << 3) | VARINT -> {
          set(TEXT);
          reference = in.readInt32();
        }
        default -> in.skipUnknown(tag, 8);
      }
    }
    in.pop(outer);
  }

  private void list(ProtoReader in)
      throws MalformedProtoException, UndecodableException, ColumnsFullException {
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      if (tag != ((1 << 3) | LENGTH)) {
        in.skipUnknown(tag, 1);
      } else if (element != null && elements++ == 0) {
        element.clear();
        element.read(in);
      } else {
        in.skip(tag);
      }
    }
    in.pop(outer);
  }

  /** The value that counts: this one, or the only element of a list. */
  private AnyValue effective() {
    return what == LIST && elements == 1 && element != null && element.isTextOrInt()
        ? element
        : this;
  }

  private boolean isTextOrInt() {
    return what == TEXT || (what == SCALAR && scalar == AttributeKind.INT);
  }

  /** What the value is. */
  AttributeKind kind() {
    AnyValue value = effective();
    return switch (value.what) {
      case TEXT -> AttributeKind.STRING;
      case SCALAR -> value.scalar;
      default -> AttributeKind.NONE;
    };
  }

  /** The reference to a text that counts; 0 if there is none. */
  int reference() {
    AnyValue value = effective();
    return value.inline == 0 ? value.reference : 0;
  }

  /** Whether there are a text and a reference to one. */
  boolean hasBoth() {
    AnyValue value = effective();
    return value.inline != 0 && value.reference != 0;
  }

  /** The number, or the text; 0 if it is only referred to. */
  long number() {
    AnyValue value = effective();
    return value.what == SCALAR ? value.number : value.inline;
  }
}
