package io.flaregate.phlare.testing;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** A series as a peer reads it from a {@code push.v1.PushRequest}. */
public final class PushedSeries {
  private final Map<String, String> labels;
  private final String id;
  private final byte[] profile;

  private PushedSeries(Map<String, String> labels, String id, byte[] profile) {
    this.labels = labels;
    this.id = id;
    this.profile = profile;
  }

  /** The labels, in the order in which they came. */
  public Map<String, String> labels() {
    return labels;
  }

  /** The sample's ID. */
  public String id() {
    return id;
  }

  /** The pprof as it came. */
  public byte[] profile() {
    return profile;
  }

  /** Reads a whole request. */
  public static List<PushedSeries> parse(byte[] request) {
    try {
      List<PushedSeries> all = new ArrayList<>();
      CodedInputStream in = CodedInputStream.newInstance(request);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        expect(tag, 1);
        all.add(series(in.readByteArray()));
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PushedSeries series(byte[] message) throws IOException {
    Map<String, String> labels = new LinkedHashMap<>();
    String id = "";
    byte[] profile = {};
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      CodedInputStream part = CodedInputStream.newInstance(in.readByteArray());
      if (WireFormat.getTagFieldNumber(tag) == 1) {
        expect(part.readTag(), 1);
        String name = part.readStringRequireUtf8();
        expect(part.readTag(), 2);
        labels.put(name, part.readStringRequireUtf8());
      } else {
        expect(tag, 2);
        for (int field = part.readTag(); field != 0; field = part.readTag()) {
          if (WireFormat.getTagFieldNumber(field) == 2) {
            id = part.readStringRequireUtf8();
          } else {
            expect(field, 1);
            profile = part.readByteArray();
          }
        }
      }
      if (!part.isAtEnd()) {
        throw new IOException("bytes after the end of a message");
      }
    }
    return new PushedSeries(labels, id, profile);
  }

  private static void expect(int tag, int field) throws IOException {
    if (tag != WireFormat.FieldType.BYTES.getWireType() + field * 8) {
      throw new IOException("tag " + tag + " where field " + field + " was expected");
    }
  }

  /** The pprof, uncompressed. */
  public byte[] plainProfile() {
    boolean gzip = profile.length > 1 && profile[0] == 0x1f && profile[1] == (byte) 0x8b;
    if (!gzip) {
      return profile;
    }
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(profile))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the pprof says. */
  public ReadPprof pprof() {
    return ReadPprof.parse(plainProfile());
  }

  /** The value of the label {@code service_name}. */
  public String service() {
    return labels.getOrDefault("service_name", "");
  }
}
