import { BlockList, isIP } from "node:net";

/** IPv4 networks that are not the public internet (IANA special-purpose registry), and multicast. */
const SPECIAL_V4 = [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"],
  ...["192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"],
  ...["224.0.0.0/4", "240.0.0.0/4"],
];

/** Of IPv6 only global unicast is the internet, and of that not what carries an IPv4 address or is documentation. */
const GLOBAL_V6 = "2000::/3";
const SPECIAL_V6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];

const special = listOf([...SPECIAL_V4, ...SPECIAL_V6]);
const globalV6 = listOf([GLOBAL_V6]);

/** Decides which addresses the server may ask on behalf of users: the internet, and networks that are allowed. */
export function addressGuard(allowed: readonly string[]): (address: string) => boolean {
  const permitted = listOf(allowed);
  return (address) => {
    const family = isIP(address) === 4 ? "ipv4" : "ipv6";
    if (isIP(address) === 0) return false;
    if (permitted.check(address, family)) return true;
    if (special.check(address, family)) return false;
    return family === "ipv4" || globalV6.check(address, family);
  };
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    const family = isIP(address) === 4 ? "ipv4" : "ipv6";
    list.addSubnet(address, Number(bits ?? (family === "ipv4" ? 32 : 128)), family);
  }
  return list;
}
