package org.echelle.medical.dicom;

import org.echelle.medical.images.ImagingException;

/** Turns one compressed frame into values; one implementation a coding, so that each can be swapped. */
interface FrameCodec {
    /**
     * Decodes a frame.
     *
     * @param bytes the frame's fragments joined
     * @param format what the file says of it
     * @return {@link PixelFormat#values()} values, samples of a pixel side by side
     * @throws ImagingException if the bytes are broken or of another size than the file says
     */
    int[] decode(byte[] bytes, PixelFormat format);

    /**
     * The codec of a transfer syntax.
     *
     * @param syntax of the file
     * @return what decodes its frames
     * @throws ImagingException if nothing here does; the message names the syntax and a way out
     */
    static FrameCodec of(TransferSyntax syntax) {
        return switch (syntax.coding()) {
            case RLE -> new RleCodec();
            case JPEG -> new JpegCodec();
            case JPEG_LOSSLESS -> new JpegLosslessCodec();
            case JPEG_LS -> new JpegLsCodec();
            case JPEG_2000 -> new Jpeg2000Codec();
            case HTJ2K ->
                throw without(
                        syntax.told(),
                        "decompress the file first, for example with pydicom 3 and the packages pylibjpeg and pylibjpeg-openjpeg (dcmread,"
                                + " decompress, save_as)");
            case VIDEO ->
                throw without(
                        syntax.told(),
                        "it is a film; write its frames as PNG, for example with ffmpeg from the stream that DCMTK's \"dcmdump +W FOLDER IN\""
                                + " puts out, and read them with samples.kind: pictures");
            default ->
                throw without(
                        syntax.told(),
                        "fetch the file again from its archive, uncompressed or as JPEG 2000 or JPEG-LS");
        };
    }

    /** @return the refusal of a kind of JPEG that nothing here reads and the common converters do */
    static ImagingException without(String coding) {
        return without(
                coding,
                "decompress the file first, for example with GDCM's \"gdcmconv --raw IN OUT\" or DCMTK's \"dcmdjpeg IN OUT\"");
    }

    private static ImagingException without(String coding, String way) {
        return new ImagingException(
                "Its pixel data are compressed as " + coding + ", which nothing here reads: " + way + ".");
    }

    /** @return the refusal of a frame whose bytes do not mean what they should */
    static ImagingException broken(String coding, String why, Throwable cause) {
        return new ImagingException(
                "A frame compressed as " + coding + " cannot be decoded (" + why
                        + "): the file is broken or truncated; fetch it again.",
                cause);
    }

    /** Refuses a frame whose own header disagrees with the file's. */
    static void sameSize(String coding, int columns, int rows, int samples, PixelFormat format) {
        if (columns != format.columns() || rows != format.rows() || samples != format.samples()) {
            throw broken(
                    coding,
                    "it has " + columns + " x " + rows + " x " + samples + " values, and the file says "
                            + format.columns() + " x " + format.rows() + " x " + format.samples(),
                    null);
        }
    }
}
