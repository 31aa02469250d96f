package io.berth.remote;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoProxyTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                          | example.com     | 443  | false
                    ''                          | localhost       | 443  | true
                    ''                          | 127.3.2.1       | 443  | true
                    ''                          | ::1             | 443  | true
                    *                           | example.com     | 443  | true
                    example.com                 | example.com     | 443  | true
                    example.com                 | EXAMPLE.com     | 443  | true
                    example.com                 | a.example.com   | 443  | true
                    example.com                 | badexample.com  | 443  | false
                    .example.com                | example.com     | 443  | false
                    .example.com                | a.example.com   | 443  | true
                    *.example.com               | example.com     | 443  | false
                    *.example.com               | a.b.example.com | 443  | true
                    example.com:5000            | example.com     | 5000 | true
                    example.com:5000            | example.com     | 443  | false
                    a.org, example.com          | example.com     | 443  | true
                    10.0.0.0/8                  | 10.1.2.3        | 443  | true
                    10.0.0.0/8                  | 11.1.2.3        | 443  | false
                    10.0.0.0/8                  | ten.example.com | 443  | false
                    192.0.2.7                   | 192.0.2.7       | 443  | true
                    192.0.2.7:80                | 192.0.2.7       | 443  | false
                    192.0.2.7:80                | 192.0.2.7       | 80   | true
                    2001:db8::/32               | 2001:db8::7     | 443  | true
                    2001:db8::7                 | 2001:db8:0::7   | 443  | true
                    [2001:db8::7]:5000          | 2001:db8::7     | 5000 | true
                    [2001:db8::7]:5000          | 2001:db8::7     | 443  | false
                    10.0.0.0/99                 | 10.1.2.3        | 443  | false
                    :,/,.,:80,[,10.0.0.0/x      | example.com     | 80   | false
                    """)
    void holdsAsGosRulesDo(String list, String host, int port, boolean direct) {
        assertThat(NoProxy.parse(list).holds(host, port)).isEqualTo(direct);
    }
}
