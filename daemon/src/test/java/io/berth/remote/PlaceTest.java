package io.berth.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, MACHINE",
        "127.255.255.254, MACHINE",
        "::1, MACHINE",
        "::ffff:127.0.0.1, MACHINE",
        "::127.0.0.1, MACHINE",
        "64:ff9b::7f00:1, MACHINE",
        "2002:7f00:1::, MACHINE",
        "169.254.169.254, LINK",
        "fe80::1, LINK",
        "fe80::1%1, LINK",
        "::ffff:169.254.169.254, LINK",
        "64:ff9b::a9fe:a9fe, LINK",
        "2002:a9fe:a9fe::1, LINK",
        "0.0.0.0, NOWHERE",
        "0.1.2.3, NOWHERE",
        "::, NOWHERE",
        "::ffff:0.0.0.0, NOWHERE",
        "224.0.0.1, NOWHERE",
        "239.255.255.250, NOWHERE",
        "ff02::1, NOWHERE",
        "64:ff9b::e000:1, NOWHERE",
        "255.255.255.255, NOWHERE",
        "10.0.0.1, ELSEWHERE",
        "172.16.0.1, ELSEWHERE",
        "192.168.0.1, ELSEWHERE",
        "fd00::1, ELSEWHERE",
        "2001:db8::1, ELSEWHERE",
        "2002:c000:201::, ELSEWHERE",
        "64:ff9b::c000:201, ELSEWHERE",
        "192.0.2.1, ELSEWHERE",
        "126.255.255.255, ELSEWHERE",
        "128.0.0.1, ELSEWHERE",
        "169.253.255.255, ELSEWHERE",
        "223.255.255.255, ELSEWHERE",
        "1.0.0.0, ELSEWHERE",
    })
    void everyKindOfAddress(String address, Place place) {
        assertThat(Place.of(InetAddress.ofLiteral(address))).isEqualTo(place);
    }
}
