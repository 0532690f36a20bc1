package io.flaregate.phlare.compress;

import com.intel.gkl.compression.IntelDeflater;
import java.util.Arrays;

/**
 * The deflate of Intel's Genomics Kernel Library (GKL): ISA-L at levels 1 and 2. {@link GklLibrary}
 * must have loaded it.
 *
 * <p>What differs from the JDK's, as of 0.9.1: an offset of the input is checked and then ignored,
 * empty input is taken for none, output goes to the start of an array only, and a stream must fit
 * at once, since nothing says that the rest of the input survives a move of its array between two
 * calls.
 */
final class GklDeflate implements DeflateEngine {
  private static final byte[] NOTHING = new byte[0];

  /** A last block with fixed codes; its end takes up to the second bit of the next byte. */
  private static final byte EMPTY_BLOCK = 3;

  private final IntelDeflater deflater;

  GklDeflate(int level) {
    deflater = new IntelDeflater(level, true);
  }

  @Override
  public int deflate(byte[] source, int offset, int length, byte[] target) {
    if (length == 0) {
      target[0] = EMPTY_BLOCK;
      target[1] = 0;
      return 2;
    }
    byte[] input = offset == 0 ? source : Arrays.copyOfRange(source, offset, offset + length);
    deflater.reset();
    deflater.setInput(input, 0, length);
    deflater.finish();
    int written = deflater.deflate(target, 0, target.length);
    boolean whole = deflater.finished();
    // Else it would keep the caller's array until the next call.
    deflater.setInput(NOTHING, 0, 0);
    return whole ? written : -1;
  }

  @Override
  public String name() {
    return "GKL's native deflate";
  }

  /** Frees GKL's memory; that of the JDK's class beneath goes with the object. */
  @Override
  public void close() {
    deflater.end();
  }
}
