package io.flaregate.otlp.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Reads the value at which a parser stands, as protobuf's JSON mapping has it. */
final class JsonScalars {
  private static final int MAX_SHOWN_CHARS = 40;
  private static final int MAX_NUMBER_CHARS = 64;

  /** Up to here every whole number is a double. */
  private static final double MAX_EXACT = 1L << 53;

  private final JsonParser parser;

  JsonScalars(JsonParser parser) {
    this.parser = parser;
  }

  /** A text without halves of surrogate pairs, which UTF-8 cannot hold. */
  String text() throws IOException, MalformedJsonException {
    String text = string("a string is expected");
    int at = 0;
    while (at < text.length()) {
      int character = text.codePointAt(at);
      if (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE) {
        throw problem("a string holds half of a surrogate pair");
      }
      at += Character.charCount(character);
    }
    return text;
  }

  private String string(String wanted) throws IOException, MalformedJsonException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw expected(wanted);
    }
    return parser.getText();
  }

  /** Bytes as hexadecimal digits. */
  byte[] hex() throws IOException, MalformedJsonException {
    String digits = string("a string of hexadecimal digits is expected");
    try {
      return HexFormat.of().parseHex(digits);
    } catch (IllegalArgumentException e) {
      throw expected("hexadecimal digits, an even number of them, are expected");
    }
  }

  /** Bytes in base64. */
  byte[] base64() throws IOException, MalformedJsonException {
    String text = string("a string in base64 is expected");
    boolean url = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
    try {
      return (url ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text);
    } catch (IllegalArgumentException e) {
      throw expected("base64 is expected");
    }
  }

  /** A number as its varint or its eight bytes hold it. */
  long number(JsonKind kind) throws IOException, MalformedJsonException {
    return switch (kind) {
      case INT32 -> whole("int32", Integer.MIN_VALUE, Integer.MAX_VALUE);
      case UINT32 -> whole("uint32", 0, 0xFFFF_FFFFL);
      case INT64 -> whole("int64", Long.MIN_VALUE, Long.MAX_VALUE);
      case UINT64, FIXED64 -> unsigned();
      case DOUBLE -> Double.doubleToRawLongBits(real());
      case BOOL -> bool();
      default -> throw new IllegalArgumentException(kind + " is no number");
    };
  }

  private long bool() throws IOException, MalformedJsonException {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
      throw expected("true or false is expected");
    }
    return token == JsonToken.VALUE_TRUE ? 1 : 0;
  }

  private long whole(String type, long least, long most)
      throws IOException, MalformedJsonException {
    BigInteger big = null;
    long number = 0;
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      number = parser.getLongValue();
    } else {
      big = integer(type);
      number = big.longValue();
    }
    if (number < least || number > most || (big != null && big.bitLength() >= Long.SIZE)) {
      throw expected("a number of type " + type + " is expected");
    }
    return number;
  }

  private long unsigned() throws IOException, MalformedJsonException {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      long number = parser.getLongValue();
      if (number >= 0) {
        return number;
      }
    }
    BigInteger number = integer("uint64");
    if (number.signum() < 0 || number.bitLength() > Long.SIZE) {
      throw expected("a number of type uint64 is expected");
    }
    return number.longValue();
  }

  /** A whole number in any of its forms; numbers and strings are short here. */
  private BigInteger integer(String type) throws IOException, MalformedJsonException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NUMBER_INT) {
      return parser.getBigIntegerValue();
    }
    if (token == JsonToken.VALUE_NUMBER_FLOAT) {
      double number = parser.getDoubleValue();
      if (Math.rint(number) == number && Math.abs(number) <= MAX_EXACT) {
        return BigInteger.valueOf((long) number);
      }
    } else if (token == JsonToken.VALUE_STRING && isDecimal(parser.getText())) {
      return new BigInteger(parser.getText());
    }
    throw expected("a number of type " + type + " is expected");
  }

  private static boolean isDecimal(String text) {
    int digits = text.startsWith("-") ? text.length() - 1 : text.length();
    if (digits < 1 || digits > 20) {
      return false;
    }
    for (int i = text.length() - digits; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private double real() throws IOException, MalformedJsonException {
    JsonToken token = parser.currentToken();
    boolean literal = token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
    String text = literal ? parser.getText() : string("a number is expected");
    double number =
        switch (text) {
          case "NaN" -> Double.NaN;
          case "Infinity" -> Double.POSITIVE_INFINITY;
          case "-Infinity" -> Double.NEGATIVE_INFINITY;
          default -> finite(text);
        };
    return number;
  }

  private double finite(String text) throws IOException, MalformedJsonException {
    boolean looksRight =
        text.length() <= MAX_NUMBER_CHARS
            && text.chars().allMatch(c -> "0123456789.+-eE".indexOf(c) >= 0);
    try {
      double number = looksRight ? Double.parseDouble(text) : Double.NaN;
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw expected("a number of type double is expected");
    }
    throw expected("a number of type double is expected");
  }

  /** An error that shows what stands there. */
  MalformedJsonException expected(String wanted) throws IOException {
    JsonToken token = parser.currentToken();
    return problem(wanted + ", but there is " + shown(token));
  }

  private String shown(@Nullable JsonToken token) throws IOException {
    if (token == null) {
      return "nothing";
    }
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "a list";
      case VALUE_STRING -> "\"" + cut(parser.getText()) + "\"";
      default -> cut(parser.getText());
    };
  }

  private static String cut(String text) {
    return text.length() <= MAX_SHOWN_CHARS ? text : text.substring(0, MAX_SHOWN_CHARS) + "…";
  }

  /** An error at the place where the parser is. */
  MalformedJsonException problem(String what) {
    JsonLocation at = parser.currentTokenLocation();
    String path = parser.getParsingContext().pathAsPointer().toString();
    return new MalformedJsonException(
        "not the JSON of a request: "
            + what
            + " at "
            + (path.isEmpty() ? "the top" : path)
            + " (line "
            + at.getLineNr()
            + ", column "
            + at.getColumnNr()
            + ")");
  }
}
