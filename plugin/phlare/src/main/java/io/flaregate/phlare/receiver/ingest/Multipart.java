package io.flaregate.phlare.receiver.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.linecorp.armeria.common.MediaType;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.compress.Body;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The parts of a {@code multipart/form-data} body (RFC 7578) by their names, where they lie. */
final class Multipart {
  private static final int MAX_PARTS = 16;
  private static final int MAX_HEADERS = 4096;
  private static final int MAX_BOUNDARY = 70;
  private static final Pattern NAME =
      Pattern.compile("(?i)content-disposition:[^\r\n]*?[;\\s]name=\"?([^\";\r\n]*)\"?");

  private final byte[] bytes;
  private final int end;
  private final byte[] delimiter;
  private final Map<String, Part> parts = new HashMap<>();

  private Multipart(Body body, String boundary) {
    bytes = body.array();
    end = body.length();
    delimiter = ("--" + boundary).getBytes(ISO_8859_1);
  }

  /**
   * Where the content of a part lies in the body.
   *
   * @param from its first byte
   * @param to the byte after its last
   */
  record Part(int from, int to) {}

  /**
   * Finds the parts.
   *
   * @throws AnswerException if the body is not what its content type says
   */
  static Map<String, Part> parse(Body body, MediaType type) {
    List<String> boundaries = type.parameters().getOrDefault("boundary", List.of());
    if (boundaries.size() != 1
        || boundaries.get(0).isEmpty()
        || boundaries.get(0).length() > MAX_BOUNDARY) {
      throw bad("its content type names no boundary");
    }
    return new Multipart(body, boundaries.get(0)).parse();
  }

  private Map<String, Part> parse() {
    int at = find(delimiter, 0);
    if (at < 0) {
      throw bad("its boundary is not in it");
    }
    at += delimiter.length;
    byte[] next = new byte[delimiter.length + 2];
    next[0] = '\r';
    next[1] = '\n';
    System.arraycopy(delimiter, 0, next, 2, delimiter.length);
    while (!startsWith(at, "--")) {
      if (!startsWith(at, "\r\n")) {
        throw bad("something follows a boundary");
      }
      int headersEnd = find("\r\n\r\n".getBytes(ISO_8859_1), at);
      if (headersEnd < 0 || headersEnd - at > MAX_HEADERS) {
        throw bad("the headers of a part do not end");
      }
      int to = find(next, headersEnd + 2);
      if (to < 0) {
        throw bad("a part does not end");
      }
      add(new String(bytes, at, headersEnd - at, ISO_8859_1), Math.min(headersEnd + 4, to), to);
      at = to + next.length;
    }
    return parts;
  }

  private void add(String headers, int from, int to) {
    Matcher name = NAME.matcher(headers);
    if (!name.find()) {
      throw bad("a part has no name");
    }
    if (parts.size() == MAX_PARTS) {
      throw bad("it has more than " + MAX_PARTS + " parts");
    }
    parts.putIfAbsent(String.valueOf(name.group(1)), new Part(from, to));
  }

  private boolean startsWith(int at, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (at + i >= end || bytes[at + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Where bytes stand from {@code at} on, or −1. */
  private int find(byte[] wanted, int at) {
    int last = end - wanted.length;
    for (int i = at; i <= last; i++) {
      if (bytes[i] == wanted[0] && matches(wanted, i)) {
        return i;
      }
    }
    return -1;
  }

  private boolean matches(byte[] wanted, int at) {
    for (int i = 1; i < wanted.length; i++) {
      if (bytes[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether a content type is that of a form. */
  static boolean isForm(@Nullable MediaType type) {
    return type != null && type.is(MediaType.MULTIPART_FORM_DATA);
  }

  private static AnswerException bad(String what) {
    return new AnswerException(
        Answer.refused(Answer.Kind.UNDECODABLE, "request is not valid multipart: " + what));
  }
}
