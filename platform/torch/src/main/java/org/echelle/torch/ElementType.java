package org.echelle.torch;

import ai.djl.ndarray.types.DataType;
import java.util.Optional;

/**
 * What one number of a tensor is made of; the codes are those of safetensors.
 *
 * <p>The order of the constants is the writing order of the safetensors reference implementation, last to first.
 */
public enum ElementType {
    BOOL(1, DataType.BOOLEAN),
    U8(1, DataType.UINT8),
    I8(1, DataType.INT8),
    I16(2, DataType.INT32),
    U16(2, DataType.INT32),
    F16(2, DataType.FLOAT32),
    BF16(2, DataType.FLOAT32),
    I32(4, DataType.INT32),
    U32(4, DataType.INT64),
    F32(4, DataType.FLOAT32),
    F64(8, DataType.FLOAT64),
    I64(8, DataType.INT64),
    U64(8, DataType.INT64);

    private final int bytes;
    private final DataType engineType;

    ElementType(int bytes, DataType engineType) {
        this.bytes = bytes;
        this.engineType = engineType;
    }

    /** Size of one element in bytes. */
    public int bytes() {
        return bytes;
    }

    /** The name that safetensors gives it, such as {@code BF16}. */
    public String code() {
        return name();
    }

    /** Whether it is a floating-point type. */
    public boolean isFloat() {
        return this == F16 || this == BF16 || this == F32 || this == F64;
    }

    /**
     * The type that a tensor of this type has inside the engine: the type itself where the engine's Java binding knows it, else
     * the next wider one. The binding ends the whole JVM on any other (measured on DJL 0.35.1), so none may cross.
     */
    public DataType engineType() {
        return engineType;
    }

    /**
     * Finds a type by its safetensors name.
     *
     * @param code such as {@code F32}
     * @return empty for a name that this version does not read
     */
    public static Optional<ElementType> of(String code) {
        for (ElementType type : values()) {
            if (type.name().equals(code)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /**
     * The type of an engine array.
     *
     * @throws TorchException for a type that the engine's Java binding cannot carry
     */
    static ElementType of(DataType type) {
        return switch (type) {
            case FLOAT64 -> F64;
            case FLOAT32 -> F32;
            case FLOAT16 -> F16;
            case INT64 -> I64;
            case INT32 -> I32;
            case INT8 -> I8;
            case UINT8 -> U8;
            case BOOLEAN -> BOOL;
            default ->
                throw new TorchException("An array of type " + type
                        + " cannot be exchanged with the engine; convert it to a 32-bit type inside the kernel first.");
        };
    }
}
