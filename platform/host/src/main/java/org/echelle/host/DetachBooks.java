package org.echelle.host;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.echelle.host.spi.PluginArrays;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.osgi.framework.hooks.weaving.WeavingHook;
import org.osgi.framework.hooks.weaving.WovenClass;

/**
 * Has native arrays written down that plugins' classes detach ({@code NDArray.detach}, {@code NDList.detach}), so that one never closed
 * can be told after its plugin has gone. Calls by method reference ({@code list.forEach(NDArray::detach)}) count too, except in lambdas
 * that can be serialized, whose written form names the method.
 */
final class DetachBooks implements WeavingHook {
    private static final String BOOKS = Type.getInternalName(PluginArrays.class);
    private static final String BOOKS_PACKAGE = PluginArrays.class.getPackageName();
    private static final String DETACH = "detach";
    private static final String NOTHING = "()V";

    private final Set<Long> hostBundles;

    /** @param hostBundles numbers of the bundles that are left as they are */
    DetachBooks(Set<Long> hostBundles) {
        this.hostBundles = Set.copyOf(hostBundles);
    }

    @Override
    public void weave(WovenClass woven) {
        long bundle = woven.getBundleWiring().getBundle().getBundleId();
        if (hostBundles.contains(bundle) || !suspicious(woven.getBytes())) {
            return;
        }
        byte[] changed = noted(woven.getBytes(), ManagerBooks.owner(bundle));
        if (changed != null) {
            woven.setBytes(changed);
            woven.getDynamicImports().add(BOOKS_PACKAGE);
        }
    }

    /** A class that calls a method has its name, behind its length, among its constants. */
    private static boolean suspicious(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains("\6" + DETACH);
    }

    /** The class with such calls noted; null when it has none. */
    static byte[] noted(byte[] bytes, String owner) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(reader, 0);
        Noted noted = new Noted(writer, owner);
        reader.accept(noted, 0);
        return noted.found ? writer.toByteArray() : null;
    }

    /** Writes the receiver down, then leaves it to the call; which type has the method is asked when it runs. */
    private static void note(MethodVisitor to, String owner) {
        to.visitInsn(Opcodes.DUP);
        to.visitLdcInsn(owner);
        to.visitMethodInsn(Opcodes.INVOKESTATIC, BOOKS, "detached", "(Ljava/lang/Object;Ljava/lang/String;)V", false);
    }

    private static final class Noted extends ClassVisitor {
        private final String owner;
        private final Map<Reference, Handle> bridges = new LinkedHashMap<>();
        private String type;
        private boolean inInterface;
        private boolean found;

        Noted(ClassVisitor next, String owner) {
            super(Opcodes.ASM9, next);
            this.owner = owner;
        }

        @Override
        public void visit(
                int version, int access, String name, String signature, String superName, String[] interfaces) {
            type = name;
            inInterface = (access & Opcodes.ACC_INTERFACE) != 0;
            super.visit(version, access, name, signature, superName, interfaces);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            return new Calls(super.visitMethod(access, name, descriptor, signature, exceptions), this);
        }

        /** A method of the class that notes and calls, for a method reference to name in place of the one called. */
        private Handle bridge(Handle called, Type receiver) {
            found = true;
            return bridges.computeIfAbsent(new Reference(called, receiver), r -> {
                String name = "echelle$" + DETACH + "$" + bridges.size();
                String taken = "(" + receiver.getDescriptor() + ")V";
                return new Handle(Opcodes.H_INVOKESTATIC, type, name, taken, inInterface);
            });
        }

        @Override
        public void visitEnd() {
            bridges.forEach((reference, bridge) -> write(reference.called(), bridge));
            super.visitEnd();
        }

        private void write(Handle called, Handle bridge) {
            int access = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC;
            MethodVisitor body = super.visitMethod(access, bridge.getName(), bridge.getDesc(), null, null);
            int opcode = called.isInterface() ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
            body.visitCode();
            body.visitVarInsn(Opcodes.ALOAD, 0);
            body.visitTypeInsn(Opcodes.CHECKCAST, called.getOwner());
            note(body, owner);
            body.visitMethodInsn(opcode, called.getOwner(), DETACH, NOTHING, called.isInterface());
            body.visitInsn(Opcodes.RETURN);
            body.visitMaxs(3, 1);
            body.visitEnd();
        }
    }

    /**
     * A method reference.
     *
     * @param called method
     * @param receiver type on which it is called; where the reference holds one, exactly the type that it is held as
     */
    private record Reference(Handle called, Type receiver) {}

    /** What lies on the stack at each call is the same as before, so frames stay as they are; two words more are needed. */
    private static final class Calls extends MethodVisitor {
        private final Noted noted;

        Calls(MethodVisitor next, Noted noted) {
            super(Opcodes.ASM9, next);
            this.noted = noted;
        }

        @Override
        public void visitMethodInsn(int opcode, String type, String name, String descriptor, boolean isInterface) {
            if (opcode != Opcodes.INVOKESTATIC && name.equals(DETACH) && descriptor.equals(NOTHING)) {
                noted.found = true;
                note(mv, noted.owner);
            }
            super.visitMethodInsn(opcode, type, name, descriptor, isInterface);
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            boolean lambda = bootstrap.getOwner().equals("java/lang/invoke/LambdaMetafactory")
                    && bootstrap.getName().equals("metafactory");
            Type[] held = Type.getArgumentTypes(descriptor);
            Object[] led = arguments.clone();
            for (int i = 0; lambda && i < led.length; i++) {
                if (led[i] instanceof Handle called && detaches(called)) {
                    led[i] = noted.bridge(called, held.length > 0 ? held[0] : Type.getObjectType(called.getOwner()));
                }
            }
            super.visitInvokeDynamicInsn(name, descriptor, bootstrap, led);
        }

        private static boolean detaches(Handle called) {
            return (called.getTag() == Opcodes.H_INVOKEVIRTUAL || called.getTag() == Opcodes.H_INVOKEINTERFACE)
                    && called.getName().equals(DETACH)
                    && called.getDesc().equals(NOTHING);
        }

        @Override
        public void visitMaxs(int maxStack, int maxLocals) {
            super.visitMaxs(maxStack + 2, maxLocals);
        }
    }
}
