package io.flaregate.phlare.compress;

import java.util.zip.Deflater;

/** The JDK's deflate, which is there on every platform. */
final class JdkDeflate implements DeflateEngine {
  private final Deflater deflater;

  JdkDeflate(int level) {
    deflater = new Deflater(level, true);
  }

  @Override
  public int deflate(byte[] source, int offset, int length, byte[] target) {
    deflater.setInput(source, offset, length);
    deflater.finish();
    int written = deflater.deflate(target, 0, target.length);
    boolean whole = deflater.finished();
    // Now, and not before the next call: until then it would keep the caller's array.
    deflater.reset();
    return whole ? written : -1;
  }

  @Override
  public String name() {
    return "the JDK's deflate";
  }

  @Override
  public void close() {
    deflater.end();
  }
}
